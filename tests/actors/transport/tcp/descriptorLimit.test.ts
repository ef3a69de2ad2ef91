import fc from 'fast-check';
import {
  connectionsAllowedByDescriptors,
  connectionsWithin,
  parseOpenFilesLimit,
} from '../../../../actors/transport/tcp/descriptorLimit';

const limits = (
  soft: string,
  hard = '1048576',
) => `Limit                     Soft Limit           Hard Limit           Units
Max processes             127235               127235               processes
Max open files            ${soft.padEnd(21)}${hard.padEnd(21)}files
Max locked memory         8388608              8388608              bytes
`;

describe('the limit on descriptors', () => {
  it('is read from what Linux says of the process: the soft one', () => {
    expect(parseOpenFilesLimit(limits('1024'))).toBe(1024);
  });

  it('is unknown when there is none, or when nothing is said of it', () => {
    expect(parseOpenFilesLimit(limits('unlimited', 'unlimited'))).toBeUndefined();
    expect(parseOpenFilesLimit('')).toBeUndefined();
    expect(parseOpenFilesLimit('Max processes 5 5 processes')).toBeUndefined();
  });

  it.each([
    [960, 1024],
    [224, 256],
    [3_840, 4_096],
    [19_488, 20_000],
    [1_048_064, 1_048_576],
    [1, 33],
    [1, 32],
    [1, 3],
  ])('leaves %d connections of %d descriptors', (connections, descriptors) => {
    expect(connectionsWithin(descriptors)).toBe(connections);
  });

  it('always leaves a connection, and some headroom where there is any to leave', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (descriptors) => {
        const connections = connectionsWithin(descriptors);
        expect(connections).toBeGreaterThanOrEqual(1);
        if (descriptors > 33) expect(descriptors - connections).toBeGreaterThanOrEqual(32);
        expect(connectionsWithin(descriptors + 1)).toBeGreaterThanOrEqual(connections);
      }),
    );
  });

  it('of this process is known, and the same each time', () => {
    const allowed = connectionsAllowedByDescriptors();
    expect(allowed === undefined || allowed >= 1).toBe(true);
    expect(connectionsAllowedByDescriptors()).toBe(allowed);
  });
});
