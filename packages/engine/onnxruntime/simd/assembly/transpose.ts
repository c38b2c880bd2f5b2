/** out (columns x rows) = x (rows x columns) turned, in squares of four. */
export function transpose(x: usize, out: usize, rows: i32, columns: i32): void {
  const pitch = (<usize>columns) << 2;
  const outPitch = (<usize>rows) << 2;
  const fullRows = rows & ~3;
  const fullColumns = columns & ~3;
  for (let row = 0; row < fullRows; row += 4) {
    let from = x + <usize>row * pitch;
    let to = out + ((<usize>row) << 2);
    for (let column = 0; column < fullColumns; column += 4) {
      const a = v128.load(from);
      const b = v128.load(from + pitch);
      const c = v128.load(from + 2 * pitch);
      const d = v128.load(from + 3 * pitch);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to + outPitch, v128.shuffle<i64>(ab, cd, 1, 3));
      v128.store(to + 2 * outPitch, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
      v128.store(to + 3 * outPitch, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
      from += 16;
      to += 4 * outPitch;
    }
    for (let column = fullColumns; column < columns; column++) {
      for (let i = 0; i < 4; i++) copy(x, out, row + i, column, rows, columns);
    }
  }
  for (let row = fullRows; row < rows; row++) {
    for (let column = 0; column < columns; column++) copy(x, out, row, column, rows, columns);
  }
}

function copy(x: usize, out: usize, row: i32, column: i32, rows: i32, columns: i32): void {
  store<f32>(
    out + ((<usize>(column * rows + row)) << 2),
    load<f32>(x + ((<usize>(row * columns + column)) << 2)),
  );
}

/** The same for runs of `length` float32, a multiple of four, in place of single ones. */
export function transposeRuns(x: usize, out: usize, rows: i32, columns: i32, length: i32): void {
  const bytes = (<usize>length) << 2;
  const pitch = <usize>columns * bytes;
  for (let column = 0; column < columns; column++) {
    let from = x + <usize>column * bytes;
    for (let row = 0; row < rows; row++, from += pitch) {
      const end = out + bytes;
      for (let at = from; out < end; out += 16, at += 16) v128.store(out, v128.load(at));
    }
  }
}
