/** Names of links, each of its own: by who connects, or by a number where nobody says. */
export class LinkNames {
  private readonly given = new Map<string, number>();
  private count = 0;

  next(from: string | undefined): string {
    if (from === undefined) {
      this.count += 1;
      return `client-${this.count}`;
    }
    const before = this.given.get(from) ?? 0;
    this.given.set(from, before + 1);
    return before === 0 ? from : `${from}#${before + 1}`;
  }
}
