import {
  busySeconds,
  chooseCores,
  foreignShare,
  ownSeconds,
  parseCpuList,
} from '../../bench/harness/machine';

describe('the machine', () => {
  it("reads the kernel's lists of processors", () => {
    expect(parseCpuList('0-2,5\n')).toEqual([0, 1, 2, 5]);
    expect(parseCpuList('3')).toEqual([3]);
    expect(parseCpuList('')).toEqual([]);
  });

  it('gives server and client different physical cores where there are any', () => {
    const siblings = (core: number) => [core % 4, (core % 4) + 4];
    expect(chooseCores([0, 4, 1, 5], siblings)).toEqual({ server: 0, client: 1 });
    expect(chooseCores([0, 4], siblings)).toEqual({ server: 0, client: 4 });
    expect(chooseCores([2], siblings)).toBeUndefined();
    expect(chooseCores([], siblings)).toBeUndefined();
  });

  it('counts user, nice, system and stolen time as busy, idle and interrupts not', () => {
    expect(busySeconds('cpu  100 200 300 9999 9999 9999 9999 400 0 0\ncpu0 1 2')).toBe(10);
  });

  it('counts a process with its children that have ended, whatever its name', () => {
    const fields = ['S', ...Array.from({ length: 10 }, () => '0'), '100', '50', '30', '20', '7'];
    expect(ownSeconds(`42 (a (strange) name) ${fields.join(' ')}`)).toBe(2);
  });

  it('says which share of the machine others used, and never less than none', () => {
    const from = { at: 0, busy: 10, own: 5 };
    expect(foreignShare(from, { at: 2, busy: 12, own: 6 }, 2)).toBe(0.25);
    expect(foreignShare(from, { at: 2, busy: 10, own: 6 }, 2)).toBe(0);
  });
});
