/** Tasks in the order of their coming. */
export class TaskQueue {
  private tasks: (() => void)[] = [];
  private head = 0;

  get length(): number {
    return this.tasks.length - this.head;
  }

  push(task: () => void): void {
    this.tasks.push(task);
  }

  shift(): (() => void) | undefined {
    const task = this.tasks[this.head];
    if (task === undefined) return undefined;
    this.head += 1;
    // Taking from the front of a long array would copy it each time.
    if (this.head === this.tasks.length) {
      this.tasks.length = 0;
      this.head = 0;
    } else if (this.head === 1024) {
      this.tasks = this.tasks.slice(this.head);
      this.head = 0;
    }
    return task;
  }
}
