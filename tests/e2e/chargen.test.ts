import { once } from 'node:events';
import { listConnections } from '../../actors/server/listConnections';
import { CHARGEN_LINE, chargen, chargenByte } from '../../machines/protocols/chargen';
import { Command } from '../cli/support/command';
import { leaveNothingBehind } from '../support/afterwards';
import { MIB } from '../support/pattern';
import { serve } from '../support/serve';
import { turns, until } from '../support/until';
import { needs, start } from './support/clients';

needs('nc');
leaveNothingBehind();

/** The pattern repeats after 95 lines. */
const round = Buffer.from(
  Uint8Array.from({ length: 95 * CHARGEN_LINE }, (_, position) => chargenByte(position)),
);

/** Where the bytes are not those of chargen's stream from its beginning, or -1. */
function firstBreak(bytes: Buffer): number {
  for (let at = 0; at < bytes.length; at += round.length) {
    const part = bytes.subarray(at, at + round.length);
    if (!part.equals(round.subarray(0, part.length))) return at;
  }
  return -1;
}

describe('chargen', () => {
  it('holds no more than a few blocks for a client that reads nothing, and its pattern is unbroken when it reads', async () => {
    const { server, client } = await serve({ protocol: chargen });
    const reader = await client({ paused: true });
    const unsent = () => listConnections(server)[0]?.unsent ?? 0;
    await until('the sending to be blocked', () => unsent() > 0);
    await turns(1_000);
    const before = { unsent: unsent(), memory: process.memoryUsage.rss() };
    expect(before.unsent).toBeLessThan(256 * 1024);
    await turns(5_000);
    expect(unsent()).toBeLessThanOrEqual(before.unsent);
    expect(process.memoryUsage.rss() - before.memory).toBeLessThan(32 * MIB);

    reader.resume();
    await reader.gets(32 * MIB);
    reader.socket.destroy();
    expect(firstBreak(reader.bytes)).toBe(-1);
  });

  it('feeds nc until nc has had enough, and calls that a reset', async () => {
    const command = await Command.serve('chargen');
    const nc = start('nc', ['-d', '127.0.0.1', String(command.port)]);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of nc.stdout as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > 8 * MIB) break;
    }
    expect(firstBreak(Buffer.concat(chunks))).toBe(-1);
    nc.kill();
    expect((await command.logged('disconnected'))[0]).toMatchObject({ howDied: 'reset' });
  });

  it('goes on for a client that has finished sending, as nc -N does at once', async () => {
    const command = await Command.serve('chargen');
    const nc = start('nc', ['-N', '127.0.0.1', String(command.port)]);
    nc.stdin?.end();
    let length = 0;
    for await (const chunk of nc.stdout as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > 8 * MIB) break;
    }
    expect(length).toBeGreaterThan(8 * MIB);
  });

  it('ends behind a whole line when the server drains', async () => {
    const command = await Command.serve('chargen');
    const nc = start('nc', ['-d', '127.0.0.1', String(command.port)]);
    let tail = Buffer.alloc(0);
    let length = 0;
    nc.stdout?.on('data', (chunk: Buffer) => {
      if (length === 0) command.kill('SIGTERM');
      length += chunk.length;
      tail = Buffer.concat([tail, chunk]).subarray(-CHARGEN_LINE);
    });
    await once(nc, 'close');
    expect(await command.ended()).toEqual({ status: 0, signal: null });
    expect(length % CHARGEN_LINE).toBe(0);
    expect(tail.toString('latin1').endsWith('\r\n')).toBe(true);
    expect((await command.logged('disconnected'))[0]).toMatchObject({ bytesSent: length });
  });
});
