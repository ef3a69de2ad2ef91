import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import {
  addressCheck,
  addressKey,
  isAddressList,
  isNetwork,
  parseAddress,
} from '../../../machines/kit/addresses';

const v4 = fc.ipV4();
const v6 = fc.ipV6();
const address = fc.oneof(v4, v6);
/** Few bits differ, so that some are in the network and some are not. */
const near4 = fc.nat({ max: 3 }).map((last) => `10.0.0.${last}`);
const near6 = fc.nat({ max: 3 }).map((last) => `2001:db8::${last}`);

describe('an address', () => {
  it('is one if Node takes it for one, however it is written', () => {
    fc.assert(
      fc.property(fc.oneof(address, fc.string()), (text) => {
        fc.pre(!text.includes('%'));
        expect([text, parseAddress(text) !== undefined]).toEqual([text, isIP(text) !== 0]);
      }),
    );
    for (const text of ['1.2.3', '01.2.3.4', '1.2.3.256', '::1::', '1:2:3:4:5:6:7:8:9', ':1', 'x'])
      expect([text, parseAddress(text)]).toEqual([text, undefined]);
    expect(parseAddress('::ffff:1.2.3.4')).toEqual(parseAddress('1.2.3.4'));
    expect(parseAddress('fe80::1%eth0')).toEqual(parseAddress('fe80::1'));
  });

  it('stands for itself, and of IPv6 for its network of 64 bits', () => {
    expect(addressKey('192.0.2.7')).toBe('192.0.2.7');
    expect(addressKey('2001:db8::1')).toBe(addressKey('2001:db8:0:0:ffff::2'));
    expect(addressKey('2001:db8::1')).not.toBe(addressKey('2001:db8:0:1::1'));
    expect(addressKey('::ffff:1.2.3.4')).not.toBe(addressKey('::ffff:1.2.3.5'));
  });
});

describe('a list of addresses', () => {
  it('has whom a BlockList of Node has', () => {
    const network = fc.oneof(
      fc.tuple(fc.oneof(v4, near4), fc.integer({ min: 1, max: 32 }), fc.constant('ipv4' as const)),
      fc.tuple(fc.oneof(v6, near6), fc.integer({ min: 1, max: 128 }), fc.constant('ipv6' as const)),
    );
    fc.assert(
      fc.property(
        fc.array(network, { maxLength: 4 }),
        fc.oneof(v4, near4, v6, near6),
        (networks, who) => {
          const list = new BlockList();
          for (const [net, bits, family] of networks) list.addSubnet(net, bits, family);
          const ours = addressCheck(networks.map(([net, bits]) => `${net}/${bits}`));
          const family = who.includes(':') ? 'ipv6' : 'ipv4';
          // Node looks for an IPv4 address that is mapped into IPv6 among those of IPv4 only.
          fc.pre(!/^(::ffff:|::)/i.test(who) && !networks.some(([net]) => net.startsWith('::')));
          expect(ours(who)).toBe(list.check(who, family));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('has a mapped address as the IPv4 that it is, and nobody whose address is not known', () => {
    const check = addressCheck(['10.0.0.0/8', '::1']);
    expect(['10.1.2.3', '::ffff:10.1.2.3', '::1', '11.0.0.1', '::2', ''].map(check)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('may be a BlockList', () => {
    const list = new BlockList();
    list.addAddress('192.0.2.1');
    list.addSubnet('2001:db8::', 32, 'ipv6');
    expect(isAddressList(list)).toBe(true);
    expect(['192.0.2.1', '192.0.2.2', '2001:db8::5'].map(addressCheck(list))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('is none with anything else in it', () => {
    for (const text of [
      '10.0.0.0/33',
      '::/129',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '10.0.0.0/08',
      'host',
    ])
      expect([text, isNetwork(text)]).toEqual([text, false]);
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const value of [revoked.proxy, null, 7, [7], '::1', {}])
      expect(isAddressList(value)).toBe(false);
  });
});
