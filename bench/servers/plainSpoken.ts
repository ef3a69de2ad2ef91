/** The protocols of the benchmark as one writes them on bare sockets, with the libraries one would take. */

import type { Socket } from 'node:net';
import type { Transform } from 'node:stream';
import type { Spoken } from '../harness/contenders';
import { isPing, PONG, respParser, UNKNOWN } from './respCommands';

/** It has no types of its own. */
const split2 = require('split2') as () => Transform;

type Serve = (socket: Socket) => void;

/** Lines by split2, as its own page shows it. */
const lines: Serve = (socket) => {
  socket.pipe(split2()).on('data', (line: string) => {
    if (line === 'quit') socket.end();
    else socket.write(`${line}\n`);
  });
};

const MOST = 1e9;

/** By hand, and nothing between: what a chart with a guard and an assign is compared with. */
const turns: Serve = (socket) => {
  let rest = '';
  let asked = 0;
  let isWhite = true;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const all = (rest + text).split('\n');
    rest = all.pop() as string;
    for (const line of all) {
      if (asked >= MOST) {
        socket.end();
        return;
      }
      asked++;
      isWhite = !isWhite;
      socket.write(`${line}\n`);
    }
  });
};

const resp: Serve = (socket) => {
  const parser = respParser(
    (words) => socket.write(isPing(words) ? PONG : UNKNOWN),
    () => socket.destroy(),
  );
  socket.on('data', (bytes) => parser.execute(bytes as Buffer));
};

const SPOKEN: Readonly<Record<Spoken, Serve>> = { lines, turns, resp };

/** What serves a connection in a protocol; undefined if there is none of that name. */
export const plainly = (name: string): Serve | undefined => SPOKEN[name as Spoken];
