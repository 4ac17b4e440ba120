export interface Flushable {
  flush(): void;
}

/**
 * Collects what has something to write and lets it write once, when the turn of the event loop is over: the frames of a
 * commit and the acks of its sends, which settle some promises later, then leave in one write a socket.
 */
export class Flusher {
  private rooms: Flushable[] = [];
  private wires: Flushable[] = [];
  private scheduled = false;

  /** @param schedule runs its argument once, after the promises that are settled by now have been heard. */
  constructor(private readonly schedule: (run: () => void) => void) {}

  /** Rooms go first: a room's flush takes along what its sockets have to write. */
  addRoom(room: Flushable): void {
    this.rooms.push(room);
    this.wake();
  }

  addWire(wire: Flushable): void {
    this.wires.push(wire);
    this.wake();
  }

  private wake(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(this.run);
  }

  private readonly run = (): void => {
    this.scheduled = false;
    const { rooms, wires } = this;
    this.rooms = [];
    this.wires = [];
    for (const room of rooms) room.flush();
    for (const wire of wires) wire.flush();
  };
}
