// https://w3c.github.io/hr-time/
(nano) => {
  'use strict';
  const { TypeError, ObjectCreate } = nano.primordials;
  const { illegal } = nano.convert;

  class Performance extends nano.EventTarget {
    constructor() {
      throw new TypeError('Performance cannot be made with new');
    }

    now() {
      if (this !== performance) throw illegal();
      return nano.host.now();
    }

    get timeOrigin() {
      if (this !== performance) throw illegal();
      return nano.host.timeOrigin();
    }

    toJSON() {
      return { timeOrigin: this.timeOrigin };
    }
  }
  const performance = ObjectCreate(nano.finish(Performance).prototype);
  nano.events.becomeTarget(performance);
  nano.Performance = Performance;
  nano.performance = performance;
}
