import { cleverEcho, welcome } from '../../../machines/protocols/cleverEcho';
import { aConnection } from '../../support/samples';
import { Alone, ENDINGS } from './alone';

const greeting =
  'Welcome! You have connected to 127.0.0.1 on port 1601 from 127.0.0.1 on port 40007\r\n';

describe('cleverEcho', () => {
  it('greets with who the client is', () => {
    expect(new Alone(cleverEcho, aConnection(7)).text).toBe(greeting);
  });

  it('greets a client of a unix socket with the path', () => {
    const connection = { ...aConnection(), family: 'unix', path: '/run/echo.sock' } as const;
    expect(welcome(connection)).toBe('Welcome! You have connected to /run/echo.sock\r\n');
  });

  it('then echoes', () => {
    expect(new Alone(cleverEcho, aConnection(7)).hear('hel').hear('lo').text).toBe(
      `${greeting}hello`,
    );
  });

  it.each(ENDINGS)('finishes on %s, having said all that it received', (type) => {
    const handler = new Alone(cleverEcho, aConnection(7)).hear('hello').take({ type });
    expect(handler.text).toBe(`${greeting}hello`);
    expect(handler.hasFinished).toBe(true);
  });
});
