import { createActor, createMachine } from 'xstate';
import type { Look } from '../../../../actors/services/inspector/attached/look';
import { Lookout } from '../../../../actors/services/inspector/attached/lookout';
import { Viewers } from '../../../../actors/services/inspector/http/viewers';

/** Its files have been taken away under it, for a while. */
class Broken extends Lookout {
  stopped = 0;
  fails = true;

  protected override async make(): Promise<Look> {
    if (this.fails) throw new Error('there is no such file');
    return { stop: () => (this.stopped += 1) } as unknown as Look;
  }
}

const broken = () => new Broken(createActor(createMachine({})));

describe('a look that cannot be begun', () => {
  it('is tried anew by who comes next, and ends with him', async () => {
    const lookout = broken();
    await expect(lookout.enter()).rejects.toThrow('no such file');
    await expect(lookout.during(() => 1)).rejects.toThrow('no such file');
    lookout.fails = false;
    expect(await lookout.during(() => 2)).toBe(2);
    expect(lookout.stopped).toBe(1);
  });

  it('takes nobody a place', async () => {
    const viewers = new Viewers(broken(), { version: '1', control: false });
    for (let came = 0; came < 10; came += 1)
      await expect(viewers.begin({} as never, {} as never)).rejects.toThrow('no such file');
  });
});
