/** Mean of DIV2K's RGB in [0, 1], which most networks trained on it take off their input. */
export const div2kMean = [0.4488, 0.4371, 0.404] as const;
