import { closeSync, openSync } from 'node:fs';
import { checkOptions } from '../../../../machines/options/checkOptions';
import type { ServerOptions } from '../../../../machines/options/serverOptions';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { listen } from '../../../support/listen';

leaveNothingBehind();

describe('a descriptor to listen on', () => {
  it.each(['not open', 'a file'])('that is %s ends the server, which says so', async (which) => {
    const fd = openSync(__filename, 'r');
    if (which === 'not open') closeSync(fd);
    else afterwards(() => closeSync(fd));
    expect(await listen({ fd }).ended()).toMatchObject({
      code: 'XN_BAD_DESCRIPTOR',
      message: expect.stringContaining(`descriptor ${fd} is no socket that can listen`),
    });
  });

  it.each<[ServerOptions, string]>([
    [{ fd: 3, port: 7 }, 'port'],
    [{ fd: 3, path: '/x' }, 'path'],
    [{ fd: 3, whenFull: 'close', maxConnections: 1 }, 'whenFull'],
    [{ listen: ['fd:3'], whenFull: 'close', maxConnections: 1 }, 'whenFull'],
    [{ listen: ['fd:3'], fd: 4 }, 'fd'],
  ])('contradicts what is beside it in %p', (options, name) => {
    expect(checkOptions('serverCore', options)).toMatchObject({
      code: 'XN_BAD_OPTION',
      message: expect.stringContaining(name),
    });
  });
});
