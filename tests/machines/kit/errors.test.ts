import { ERROR_CODES, XstateNetError } from '../../../machines/kit/errors';

describe('XstateNetError', () => {
  it('has a code, a message and what was underneath', () => {
    const cause = new Error('bind EADDRINUSE');
    const error = new XstateNetError('XN_PORT_IN_USE', 'port 80 is in use', cause);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'XstateNetError', code: 'XN_PORT_IN_USE', cause });
    expect(String(error)).toBe('XstateNetError: port 80 is in use');
  });

  it('has no cause when there was none', () => {
    expect(new XstateNetError('XN_BAD_PORT', 'bad')).not.toHaveProperty('cause');
  });

  it('is shown as JSON without stack and cause, because inspectors show events', () => {
    const error = new XstateNetError('XN_BAD_PORT', 'bad', { secret: 1 });
    expect(JSON.parse(JSON.stringify({ error }))).toEqual({
      error: { name: 'XstateNetError', code: 'XN_BAD_PORT', message: 'bad' },
    });
  });

  it('has codes that are unique and of one form', () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
    for (const code of ERROR_CODES) expect(code).toMatch(/^XN_[A-Z]+(_[A-Z]+)*$/);
  });
});
