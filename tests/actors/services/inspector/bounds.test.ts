import { Life } from '../../../../actors/services/inspector/life/life';
import { Dead } from '../../../../actors/services/inspector/look/dead';
import type { Row } from '../../../../actors/services/inspector/look/row';
import { Warnings } from '../../../../actors/services/inspector/look/warnings';
import type { DeadConnection } from '../../../../actors/services/inspector/messages';
import { resolveServerOptions } from '../../../../machines/options/resolveOptions';

describe('what the inspector remembers', () => {
  it('is the last two hundred that have died, of whom it tells fifty at a time by name', () => {
    const dead = new Dead();
    for (let id = 0; id < 300; id += 1) dead.add({ id } as DeadConnection);
    const kept = dead.list();
    expect([kept.length, kept[0]?.id, kept.at(-1)?.id]).toEqual([200, 100, 299]);
    const told = dead.take();
    expect([told?.connections.length, told?.notShown]).toEqual([50, 250]);
    expect(dead.take()).toBeUndefined();
  });

  it('is the last four thousand records of a life, at no time more than twice as many, and how many were before', () => {
    const life = new Life({ server: 's', id: 1 });
    const held = () => (life as unknown as { readonly records: unknown[] }).records.length;
    let most = 0;
    for (let at = 0; at < 20_000; at += 1) {
      life.add({ type: 'gap', at, dropped: 0, csa: {}, handler: undefined } as never);
      most = Math.max(most, held());
    }
    expect(most).toBeLessThanOrEqual(8_000);
    const { records, forgotten } = life.answer();
    expect([records.length, forgotten, records.at(-1)?.n]).toEqual([4_000, 16_000, 19_999]);
  });

  it('is twenty warnings of a kind, and how many more there are', () => {
    const warnings = new Warnings('s', resolveServerOptions({ port: 0 }), 10_000);
    const row = { blockedSince: 0, unsent: 1, movedAt: 10_000, isAtLeast: () => false };
    for (let id = 0; id < 50; id += 1)
      warnings.look({ ...row, id, peer: `p${id}` } as unknown as Row);
    const told = warnings.list();
    expect(told.filter(({ connection }) => connection !== undefined)).toHaveLength(20);
    expect(told.map(({ text }) => text).join()).toContain('30 more');
  });
});
