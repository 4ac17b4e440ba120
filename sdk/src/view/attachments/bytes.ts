const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** "48 MB", in the unit that leaves one to three digits before the point. Files count by 1024, as the limits of the relay do. */
export function bytesOf(locale: string, n: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(n, 1)) / 10), UNITS.length - 1);
  const unit = UNITS[power] ?? 'byte';
  const value = n / 1024 ** power;
  const options = { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short' } as const;
  // 1023.6 KB would round to 1024: one digit more is only for what is below ten.
  return new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
