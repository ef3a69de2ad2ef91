/** Figures as people read them. */

const grouped = new Intl.NumberFormat('en');

export const count = (value: number): string => grouped.format(Math.round(value));

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'];

/** `512 B`, `64.0 KiB`. */
export function bytes(value: number): string {
  if (value < 1024) return `${Math.round(value)} B`;
  let size = value / 1024;
  let unit = 0;
  while (size >= 1023.95 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size.toFixed(1)} ${UNITS[unit]}`;
}

/** `340 ms`, `12.3 s`, `4 min 5 s`, `2 h 3 min`, `5 d 1 h`. */
export function span(milliseconds: number): string {
  const value = Math.max(0, milliseconds);
  if (value < 1000) return `${Math.round(value)} ms`;
  const seconds = value / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** `≥ 12.3 s` of what may be so for longer than it was seen. */
export const spanSeen = (milliseconds: number, isAtLeast: boolean): string =>
  `${isAtLeast ? '≥ ' : ''}${span(milliseconds)}`;

const two = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** `12:03:04.056`, by the clock of who looks. */
export function clock(at: number): string {
  const date = new Date(at);
  const seconds = `${two(date.getSeconds())}.${two(date.getMilliseconds(), 3)}`;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${seconds}`;
}

const NAMED: Readonly<Record<string, string>> = { '0a': '\\n', '0d': '\\r', '09': '\\t' };

/** The beginning of what was sent: text in quotes if it is text, else hexadecimal. */
export function preview(hex: string, length: number): string {
  const pairs = hex.match(/../g) ?? [];
  const more = pairs.length < length ? '…' : '';
  const isText = pairs.every((pair) => {
    const code = Number.parseInt(pair, 16);
    return pair in NAMED || (code >= 0x20 && code < 0x7f);
  });
  if (!isText || pairs.length === 0) return pairs.length === 0 ? '' : `${pairs.join(' ')}${more}`;
  const text = pairs.map((pair) => NAMED[pair] ?? String.fromCharCode(Number.parseInt(pair, 16)));
  return `"${text.join('')}"${more}`;
}
