import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { milliseconds } from '#core/duration.ts';
import { wallClock } from '#time/wall.ts';

/** By how much `Date` is behind the timers. */
let lag = 0;

beforeEach(() => {
  lag = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const now = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => now() - lag);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('a timer that comes early by Date waits for the rest', () => {
  const called = vi.fn();
  wallClock().after(milliseconds(1_000), called);
  lag = 2;
  vi.advanceTimersByTime(1_001);
  expect(called).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(called).toHaveBeenCalledOnce();
});

test('no timer is ever early, however the timers run against Date', () => {
  const steps = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 30 })), { maxLength: 30 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), steps, (delay, pace) => {
      const clock = wallClock();
      const due = clock.now() + delay;
      let firedAt: number | undefined;
      clock.after(milliseconds(delay), () => {
        firedAt = clock.now();
      });
      for (const [ms, behind] of pace) {
        lag += behind;
        vi.advanceTimersByTime(ms);
      }
      if (firedAt !== undefined) expect(firedAt).toBeGreaterThanOrEqual(due);
      else expect(clock.now()).toBeLessThan(due);
      clock.close();
    }),
  );
});

test('a delay that is longer than setTimeout can hold is waited for in pieces', () => {
  const called = vi.fn();
  const month = 31 * 24 * 3_600_000;
  wallClock().after(milliseconds(month), called);
  vi.advanceTimersByTime(month - 1);
  expect(called).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(called).toHaveBeenCalledOnce();
});

test('a timer that was cleared never fires, also after it had come early', () => {
  const called = vi.fn();
  const clock = wallClock();
  const timer = clock.after(milliseconds(100), called);
  lag = 50;
  vi.advanceTimersByTime(100);
  timer.clear();
  vi.advanceTimersByTime(1_000);
  expect(called).not.toHaveBeenCalled();
});

test('a clock that is closed holds nothing up', () => {
  const called = vi.fn();
  const clock = wallClock();
  for (let n = 0; n < 5; n += 1) clock.after(milliseconds(1_000 * n), called);
  clock.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(10_000);
  expect(called).not.toHaveBeenCalled();
});

test('a delay that is no number is an error, and not a timer that never rests', () => {
  expect(() => wallClock().after(milliseconds(Number.NaN), () => undefined)).toThrow(RangeError);
  expect(vi.getTimerCount()).toBe(0);
});

test('a sleep that is aborted rejects with the reason and leaves no timer', async () => {
  const aborter = new AbortController();
  const slept = wallClock().sleep(milliseconds(1_000), aborter.signal);
  aborter.abort('enough');
  await expect(slept).rejects.toBe('enough');
  expect(vi.getTimerCount()).toBe(0);
});

test('on the real clock, fifty timers of up to 25 ms all come, and none early', async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  const clock = wallClock();
  const late = await Promise.all(
    Array.from({ length: 50 }, (_, index) => {
      const due = Date.now() + index / 2;
      return new Promise<number>((resolve) => {
        clock.after(milliseconds(index / 2), () => resolve(Date.now() - due));
      });
    }),
  );
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
});
