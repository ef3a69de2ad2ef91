import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { runInNewContext } from 'node:vm';
import { YoungGarbage, youngCollector } from '../../../../actors/transport/tcp/youngGarbage';

const MEBIBYTE = 1_048_576;

describe('young garbage', () => {
  it('is looked for once for each sixteen mebibytes that are read, in whatever pieces', () => {
    const collect = jest.fn();
    const garbage = new YoungGarbage(() => collect);
    for (let read = 0; read < 16; read += 1) {
      expect(collect).not.toHaveBeenCalled();
      garbage.read(MEBIBYTE);
    }
    expect(collect).toHaveBeenCalledTimes(1);
    for (let read = 0; read < 1_024; read += 1) garbage.read(MEBIBYTE / 64);
    expect(collect).toHaveBeenCalledTimes(2);
  });

  it('is left to an engine that cannot be asked, and it is asked for that once', () => {
    const find = jest.fn(() => undefined);
    const garbage = new YoungGarbage(find);
    garbage.read(16 * MEBIBYTE);
    garbage.read(16 * MEBIBYTE);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('is collected by V8 when it is asked, young objects alone, and nobody else is given the way to ask', async () => {
    // Another test of the same process may have set the flag.
    const before = runInNewContext('typeof gc');
    const collect = youngCollector();
    expect(collect).toBeInstanceOf(Function);
    const seen = new Promise<PerformanceEntry[]>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        observer.disconnect();
        resolve(list.getEntries());
      });
      observer.observe({ entryTypes: ['gc'] });
    });
    collect?.();
    const kinds = (await seen).map(
      (entry) =>
        (entry as PerformanceEntry & { readonly detail: { readonly kind: number } }).detail.kind,
    );
    expect(kinds).toContain(constants.NODE_PERFORMANCE_GC_MINOR);
    expect(kinds).not.toContain(constants.NODE_PERFORMANCE_GC_MAJOR);
    expect(runInNewContext('typeof gc')).toBe(before);
  });
});
