export async function drawResults(_file: string): Promise<string[]> {
  return [];
}
