import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mutated, mutations as simulated } from '../../simulation/mutations';
import { compiledMutations } from '../actors/compiled/deliberateFaults';

const ROOT = resolve(__dirname, '..', '..');

const mutations = [...simulated, ...compiledMutations];

describe('the deliberate faults', () => {
  it('are at least fifteen, each with a name of its own', () => {
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
    expect(mutations.length).toBeGreaterThanOrEqual(15);
  });

  it.each(mutations)('still fit the sources: $name', (mutation) => {
    const source = readFileSync(join(ROOT, mutation.file), 'utf8');
    expect(mutated(source, mutation)).not.toBe(source);
  });

  it('are refused where they fit twice, or not at all', () => {
    const mutation = { name: 'n', file: 'f.ts', find: 'ab', replace: 'c' };
    expect(() => mutated('ab ab', mutation)).toThrow('is stale: what it replaces is 2 times');
    expect(() => mutated('', mutation)).toThrow('is stale: what it replaces is 0 times');
  });
});
