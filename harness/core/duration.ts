declare const unit: unique symbol;

/** A length of time in milliseconds, made by the words below so that no bare number is one. */
export type Duration = number & { readonly [unit]?: 'milliseconds' };

export const milliseconds = (count: number): Duration => count as Duration;
export const seconds = (count: number): Duration => milliseconds(count * 1_000);
export const minutes = (count: number): Duration => seconds(count * 60);
export const hours = (count: number): Duration => minutes(count * 60);

/** `40 min`, `1 h 15 min`, `2.5 s`, `80 ms`: as a person would say it, to two units. */
export function inWords(duration: Duration): string {
  const sign = duration < 0 ? '−' : '';
  const ms = Math.abs(duration);
  if (Math.round(ms) < 1_000) return `${sign}${Math.round(ms)} ms`;
  const tenths = Math.round(ms / 100) / 10;
  if (tenths < 60) return `${sign}${tenths} s`;
  const whole = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(whole / 3_600), 'h'],
    [Math.floor((whole % 3_600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).slice(0, 2);
  return sign + said.map(([count, name]) => `${count} ${name}`).join(' ');
}

/** A moment of the run as a clock would show it: `5:00`, `1:02:03`, `−0:04`. */
export function onTheClock(at: number): string {
  const sign = at < 0 ? '−' : '';
  const whole = Math.floor(Math.abs(at) / 1_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const hour = Math.floor(whole / 3_600);
  const minute = Math.floor((whole % 3_600) / 60);
  return `${sign}${hour > 0 ? `${hour}:${two(minute)}` : minute}:${two(whole % 60)}`;
}
