import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { Client } from '../../../support/client';
import { aFolder } from '../../../support/folder';
import { until } from '../../../support/until';

leaveNothingBehind();

const PROCESSES = 3;
const ROUNDS = 12;

interface Claimant {
  readonly process: ChildProcess;
  readonly said: string[];
}

function startClaimant(): Claimant {
  const child = fork(join(__dirname, 'support', 'claimant.ts'), {
    execArgv: ['--require', 'ts-node/register/transpile-only'],
  });
  const said: string[] = [];
  child.on('message', (word: string) => said.push(word));
  const closed = once(child, 'close');
  afterwards(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  return { process: child, said };
}

/** A socket at which nobody listens any more: Node removes only the name under which it was made. */
async function staleSocket(folder: string): Promise<string> {
  const server = createServer();
  const made = join(folder, 'made');
  server.listen(made);
  await once(server, 'listening');
  const path = join(folder, 'x.sock');
  linkSync(made, path);
  server.close();
  await once(server, 'close');
  return path;
}

describe('several processes that find the socket of a dead one', () => {
  it('agree on who has it: one listens and is reached, the others are told', async () => {
    const claimants = Array.from({ length: PROCESSES }, startClaimant);
    const outcome = () => claimants.flatMap(({ said }) => said.slice(-1)).sort();
    await until('them', () => claimants.every(({ said }) => said.length === 1), 30_000);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const folder = aFolder();
      const path = await staleSocket(folder);
      for (const { process: child } of claimants) child.send(path);
      await until('all', () => claimants.every(({ said }) => said.length === 1 + round));
      expect(outcome()).toEqual(['XN_PATH_IN_USE', 'XN_PATH_IN_USE', 'listening']);
      await Client.to({ family: 'unix', path });
      expect(readdirSync(folder)).toEqual(['x.sock']);
    }
  }, 60_000);
});
