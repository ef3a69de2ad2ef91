import { Command } from '../cli/support/command';
import { leaveNothingBehind } from '../support/afterwards';
import { needs, run } from './support/clients';

needs('nc', 'socat', 'curl');
leaveNothingBehind();

const QUOTE = /^[\x20-\x7e\r\n]{1,509}\r\n$/;
const DAYTIME = /^[A-Z][a-z]+day, [A-Z][a-z]+ \d+, \d{4} \d\d:\d\d:\d\d-UTC\r\n$/;

/** The same with each client: what it says to the server is thrown away. */
const clients = (port: number) =>
  [
    ['nc', ['-d', '127.0.0.1', String(port)], ''],
    ['nc', ['-N', '127.0.0.1', String(port)], 'what do you say?'],
    ['socat', ['-u', `TCP:127.0.0.1:${port}`, '-'], ''],
    ['curl', ['--silent', `telnet://127.0.0.1:${port}`], ''],
  ] as const;

describe.each([
  ['qotd', QUOTE],
  ['daytime', DAYTIME],
])('%s', (protocol, answer) => {
  it('says its line to any client and closes, so that the client ends by itself', async () => {
    const command = await Command.serve(protocol);
    for (const [program, args, input] of clients(command.port)) {
      const { stdout } = await run(program, args, input);
      expect(stdout.toString('latin1')).toMatch(answer);
    }
    const ends = await command.logged('disconnected', 4);
    expect(ends.map(({ howDied }) => howDied)).toEqual(Array(4).fill('finished'));
  });
});

describe('cleverEcho', () => {
  it('says to nc who it is, then echoes', async () => {
    const command = await Command.serve('cleverEcho');
    const { port } = command;
    const { stdout } = await run('nc', ['-N', '127.0.0.1', String(port)], 'hello');
    const [connected] = await command.logged('connected');
    expect(stdout.toString()).toBe(
      `Welcome! You have connected to 127.0.0.1 on port ${port} from 127.0.0.1 on port ${connected?.peerport}\r\nhello`,
    );
  });
});
