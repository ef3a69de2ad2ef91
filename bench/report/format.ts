/** Numbers for people. */

/** Three figures that count, with thousands apart: `142,000`, `7.03`, `0.95`. */
export function figures(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.max(0, 2 - magnitude);
  const step = 10 ** Math.max(0, magnitude - 2);
  const rounded = magnitude > 2 ? Math.round(value / step) * step : value;
  return rounded.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
