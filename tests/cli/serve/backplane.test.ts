import { publishOn } from '../../../actors/services/backplane';
import { makeBackplane } from '../../../cli/serve/backplane';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { natsServer } from '../../support/natsServer';
import { runMain } from '../support/runMain';

leaveNothingBehind();

describe('xstate-net serve --backplane', () => {
  it('is connected before it serves where it shall fail without NATS', async () => {
    const { url } = await natsServer();
    const { carrier, close } = await makeBackplane({ backplane: url, backplaneStart: 'fail' });
    afterwards(close);
    expect(carrier.name).toBe('nats');
    await expect(publishOn(carrier, 'news', 'x')).resolves.toMatchObject({ offset: 1 });
  });

  it.each([
    [
      'no NATS',
      ['--backplane', 'nats://127.0.0.1:1', '--backplane-start', 'fail'],
      /cannot be reached/,
    ],
    ['no address', ['--backplane', 'redis://127.0.0.1'], /give an address such as nats:/],
    ['a start of nothing', ['--backplane-start', 'fail'], /give --backplane, too/],
  ])('ends with one line for %s', async (_, flags, line) => {
    const { status, err } = await runMain('serve', 'echo', '--port', '0', ...flags);
    expect(status).not.toBe(0);
    expect(err).toEqual([expect.stringMatching(line)]);
  });
});
