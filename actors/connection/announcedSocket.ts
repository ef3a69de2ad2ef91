import type { AnyActorRef } from 'xstate';
import { Announcement } from './announcement';
import { ConnectedSocket } from './connectedSocket';
import { hearStream } from './hearStream';

/** The socket of a connection before which a proxy may have to say for whom it speaks. */
export class AnnouncedSocket extends ConnectedSocket {
  private announcement: Announcement | undefined;

  announce(csa: AnyActorRef): void {
    const { announcing } = this.home;
    if (announcing !== undefined) {
      this.announcement = new Announcement(this.stream, this, announcing);
    }
    this.attach(csa);
  }

  admit(): void {
    if (this.announcement === undefined) return;
    this.announcement = undefined;
    this.hearBy(this);
    this.open();
  }

  /** Until it is admitted no other time runs than that of the header. */
  override limitsChanged(): void {
    if (this.announcement === undefined) super.limitsChanged();
  }

  protected override begin(): void {
    const { announcement } = this;
    if (announcement === undefined) this.open();
    else {
      this.hearBy(announcement);
      announcement.begin();
    }
  }

  /** Nothing has to be said before it any more. */
  protected open(): void {
    super.begin();
  }

  private hearBy(hearing: Parameters<typeof hearStream>[2]): void {
    this.detach();
    this.detach = hearStream(this.stream, this.home.transport, hearing);
  }
}
