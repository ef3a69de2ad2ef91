import type { X509Certificate } from 'node:crypto';

/**
 * The certificates that are shown on one network, by number: what goes over the wire is then the same in
 * every run, although keys are drawn anew.
 */
export class Wallet {
  private readonly shown: X509Certificate[] = [];

  numberOf(certificate: X509Certificate): number {
    const { fingerprint256 } = certificate;
    const known = this.shown.findIndex((each) => each.fingerprint256 === fingerprint256);
    return known >= 0 ? known : this.shown.push(certificate) - 1;
  }

  at(number: number | undefined): X509Certificate | undefined {
    return number === undefined ? undefined : this.shown[number];
  }
}
