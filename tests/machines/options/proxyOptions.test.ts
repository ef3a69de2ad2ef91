import { BlockList } from 'node:net';
import { checkServerOptions } from '../../../machines/options/checkOptions';

const problem = (proxyProtocol: unknown, more: object = {}) =>
  checkServerOptions({ ...more, proxyProtocol } as never);

describe('the option proxyProtocol', () => {
  it.each([
    [{ from: ['10.0.0.0/8', '::1'] }, {}],
    [{ from: new BlockList(), others: 'refuse' }, {}],
    [{ from: ['unix:'] }, { path: '/run/s' }],
    [{ from: ['10.0.0.0/8'], others: 'serve' }, {}],
  ])('may be %j', (value, more) => {
    expect(problem(value, more)).toBeUndefined();
  });

  it.each([
    [{}, {}, 'has no from'],
    [true, {}, 'give it an object with from'],
    [['10.0.0.1'], {}, 'give it an object with from'],
    [{ from: [] }, {}, 'in which nobody is'],
    [{ from: ['10.0.0.0/33'] }, {}, '"10.0.0.0/33"'],
    [{ from: '10.0.0.1' }, {}, 'a from that is "10.0.0.1"'],
    [{ from: ['10.0.0.1'], others: 'maybe' }, {}, 'give it "serve" or "refuse"'],
    [{ from: ['10.0.0.1'], trusted: true }, {}, 'has trusted'],
    [{ from: ['10.0.0.1'] }, { path: '/run/s' }, 'give it "unix:"'],
    [{ from: new BlockList() }, { path: '/run/s' }, 'give it "unix:"'],
  ])('may not be %j with %j, and says why', (value, more, words) => {
    const error = problem(value, more);
    expect(error?.code).toBe('XN_BAD_OPTION');
    expect(error?.message).toContain(words);
  });
});
