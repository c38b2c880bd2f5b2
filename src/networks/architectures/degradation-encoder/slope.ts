/** Of the LeakyReLUs of degradation encoders and of what is told by them. */
export const encoderSlope = 0.1;
