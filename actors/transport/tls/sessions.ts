import type { Server } from 'node:tls';

/** Sessions of those clients that take no tickets, the oldest of them forgotten first. */
export class Sessions {
  private readonly kept = new Map<string, Buffer>();

  constructor(private readonly most: number) {}

  /** Has a server keep and find sessions here. */
  serve(server: Server): void {
    server.on('newSession', (id, session, done) => {
      this.keep(id.toString('hex'), session);
      done();
    });
    server.on('resumeSession', (id, done) => done(null, this.kept.get(id.toString('hex')) ?? null));
  }

  private keep(id: string, session: Buffer): void {
    if (this.kept.size >= this.most) {
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    }
    this.kept.set(id, session);
  }
}
