import { describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createImage } from '@ddr-lab/images/image';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { meanSpectrum, radialSpectrum, spectralSlope } from '@ddr-lab/images/spectrum';
import { imageStatistics } from '@ddr-lab/images/statistics';
import { createRandom } from '@ddr-lab/base/random';
import reference from '../fixtures/images/spectrum.json';

const photograph = createImage(
  reference.height,
  reference.width,
  Float32Array.from(reference.levels, (level) => level / 255),
);

// Samples are float32, the reference's float64: 6e-8 relative, and power doubles it.
const relative = 1e-5;

describe('radialSpectrum', () => {
  it('equals NumPy', () => {
    const { frequency, power } = radialSpectrum(photograph);
    expect(frequency[0]).toBe(1 / 32);
    expect(power.length).toBe(reference.radial.length);
    power.forEach((value, bin) => {
      expect(Math.abs(value / reference.radial[bin] - 1)).toBeLessThan(relative);
    });
  });

  it('of white noise is level and equals its variance', () => {
    const random = createRandom(3);
    const noise = createImage(256, 256);
    for (let i = 0; i < noise.data.length; i += 3) noise.data.fill(0.5 + 0.1 * random.normal(), i, i + 3);
    const spectrum = radialSpectrum(noise);
    // Thousands of terms per octave: their mean is within 10 % of the variance, the slope near 0.
    expect(Math.abs(spectralSlope(spectrum))).toBeLessThan(0.1);
    const mean = spectrum.power.slice(60).reduce((a, b) => a + b) / (spectrum.power.length - 60);
    expect(mean / 0.01).toBeGreaterThan(0.9);
    expect(mean / 0.01).toBeLessThan(1.1);
  });

  it('refuses what is too small', () => {
    expect(() => radialSpectrum(createImage(7, 100))).toThrow(InputError);
  });
});

describe('spectralSlope', () => {
  it('finds the exponent of a power law', () => {
    const frequency = Float64Array.from({ length: 64 }, (_, i) => (i + 1) / 128);
    const power = frequency.map((f) => 0.02 * f ** -2.25);
    expect(spectralSlope({ frequency, power })).toBeCloseTo(-2.25, 10);
  });
});

describe('imageStatistics', () => {
  it('equals NumPy and SciPy', () => {
    const found = imageStatistics(photograph);
    expect(Math.abs(found.mean / reference.mean - 1)).toBeLessThan(relative);
    expect(Math.abs(found.deviation / reference.deviation - 1)).toBeLessThan(relative);
    expect(Math.abs(found.gradient.deviation / reference.gradient.deviation - 1)).toBeLessThan(relative);
    expect(Math.abs(found.gradient.skewness - reference.gradient.skewness)).toBeLessThan(relative);
    expect(Math.abs(found.gradient.kurtosis / reference.gradient.kurtosis - 1)).toBeLessThan(relative);
  });
});

describe('scenes against photographs', () => {
  const scenes = Array.from({ length: 60 }, (_, index) => drawScene({ seed: 0, index }));
  const statistics = scenes.map(imageStatistics);
  const mean = (of: (s: (typeof statistics)[number]) => number): number =>
    statistics.reduce((sum, s) => sum + of(s), 0) / statistics.length;

  // BSDS500's 100 validation photographs, centre 128 x 128 (docs/scenes.md): slope -2.25, mean 0.45,
  // deviation 0.20, gradients' deviation 0.080 and kurtosis 15. Sets of photographs differ by as much as this.
  it('falls like them', () => {
    const slope = spectralSlope(meanSpectrum(scenes.map(radialSpectrum)));
    expect(slope).toBeLessThan(-2);
    expect(slope).toBeGreaterThan(-2.7);
  });

  it('has their light, contrast and edges', () => {
    expect(mean((s) => s.mean)).toBeGreaterThan(0.35);
    expect(mean((s) => s.mean)).toBeLessThan(0.55);
    expect(mean((s) => s.deviation)).toBeGreaterThan(0.15);
    expect(mean((s) => s.deviation)).toBeLessThan(0.25);
    expect(mean((s) => s.gradient.deviation)).toBeGreaterThan(0.06);
    expect(mean((s) => s.gradient.deviation)).toBeLessThan(0.1);
    expect(mean((s) => s.gradient.kurtosis)).toBeGreaterThan(8);
    expect(mean((s) => s.flat)).toBeLessThan(0.25);
    expect(mean((s) => s.chroma)).toBeLessThan(0.2);
  });

  it('differs from scene to scene', () => {
    const small = scenes.map((scene) => {
      const { data } = scene;
      return Float64Array.from({ length: 64 }, (_, cell) => {
        const top = (cell >> 3) * 16;
        const left = (cell & 7) * 16;
        let sum = 0;
        for (let y = 0; y < 16; y++)
          for (let x = 0; x < 16; x++) sum += data[((top + y) * 128 + left + x) * 3 + 1];
        return sum / 256;
      });
    });
    for (let a = 0; a < small.length; a++) {
      for (let b = 0; b < a; b++) {
        const distance = Math.sqrt(small[a].reduce((sum, v, i) => sum + (v - small[b][i]) ** 2, 0) / 64);
        expect(distance).toBeGreaterThan(0.05);
      }
    }
  });
});
