import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Oracle, Violation } from './oracles/violation';
import type { Plan } from './plan/plan';

/** A plan that once failed, kept to be replayed for ever after. */
export interface Fixture {
  /** Which oracle objected, and what it said. */
  readonly oracle: Oracle;
  readonly found: string;
  readonly plan: Plan;
}

/** Saves a failing plan; returns the file's name. */
export function saveFixture(folder: string, plan: Plan, { oracle, message }: Violation): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${oracle}-${plan.seed}.json`);
  const fixture: Fixture = { oracle, found: message.split('\n', 1)[0] as string, plan };
  writeFileSync(file, `${JSON.stringify(fixture, undefined, 2)}\n`);
  return file;
}

/** The fixture in a file. */
export function readFixture(file: string): Fixture {
  return JSON.parse(readFileSync(file, 'utf8')) as Fixture;
}
