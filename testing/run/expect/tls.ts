/** Judges what is expected of what a client has agreed upon. */

import type { ExpectTls } from '../../script/expectations';
import { showValue } from '../../trace/show';
import { describeConnection } from '../describe';
import type { Scene } from '../scene';
import { MET, never, notYet, type Verdict } from './verdict';

/** A client is secured, and by what. */
export function judgeTls(step: ExpectTls, scene: Scene): Verdict {
  const { client: name, expect: _, note: __, ...wanted } = step;
  const client = scene.client(name);
  const details = Object.keys(wanted).length === 0 ? '' : ` with ${showValue(wanted)}`;
  const expected = `${name} to be secured${details}`;
  const { tls } = client;
  if (tls === undefined) {
    const seen = `it is not secured; its connection is ${describeConnection(client)}`;
    return client.state === 'closed' ? never(expected, seen) : notYet(expected, seen);
  }
  const { protocol, alpn, peerCertificate } = tls;
  const cert = peerCertificate?.subject.replace(/^CN=/, '');
  const seen = { protocol, alpn, cert };
  const isSo = Object.entries(wanted).every(
    ([field, value]) => value === undefined || seen[field as keyof typeof seen] === value,
  );
  return isSo ? MET : never(expected, showValue(seen));
}
