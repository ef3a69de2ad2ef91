/** The flags by which a command's server believes proxies. */

import { type Command, Option } from 'commander';
import { type ProxyProtocolOptions, type ServerAddress, XstateNetError } from '../../index';
import { senders } from '../../machines/listener/senders';
import { problemWithProxyProtocol } from '../../machines/options/proxyOptions';

/** What commander makes of them. */
export interface ProxyFlags {
  readonly proxyFrom?: readonly string[];
  readonly proxyOnly?: boolean;
}

export const addProxyOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--proxy-from <cidr...>',
        'proxies that say for whom they speak (PROXY protocol); unix: for those of --path',
      ),
    )
    .addOption(new Option('--proxy-only', 'turn away whoever is not one of --proxy-from'));

/** Which proxies the server believes; undefined if none. */
export function proxyOptions({
  proxyFrom: from,
  proxyOnly = false,
}: ProxyFlags): ProxyProtocolOptions | undefined {
  if (from === undefined) {
    if (!proxyOnly) return undefined;
    throw new XstateNetError(
      'XN_BAD_USAGE',
      '--proxy-only turns away whoever is no proxy; give --proxy-from, too',
    );
  }
  const options: ProxyProtocolOptions = { from, ...(proxyOnly && { others: 'refuse' }) };
  const problem = problemWithProxyProtocol(options);
  if (problem === undefined) return options;
  throw new XstateNetError('XN_BAD_OPTION', `proxyProtocol ${problem}`);
}

/** Whether whoever tries it out from here is taken for a proxy. */
export function isProxyHere(
  options: ProxyProtocolOptions | undefined,
  address: ServerAddress,
): boolean {
  if (options === undefined) return false;
  const { family } = address;
  const peer = family === 'IPv6' ? '::1' : '127.0.0.1';
  return senders(options)({ peer: family === 'unix' ? '' : peer, family }) === 'announces';
}
