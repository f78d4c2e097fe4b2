// https://html.spec.whatwg.org/#navigator: what a server-side runtime can say of itself.
(nano) => {
  'use strict';
  const { TypeError, ObjectCreate, ObjectFreeze } = nano.primordials;

  class Navigator {
    constructor() {
      throw new TypeError('Navigator cannot be made with new');
    }

    get userAgent() {
      return 'NANO';
    }

    get hardwareConcurrency() {
      return 1; // an app has one thread
    }

    get language() {
      return 'en-US';
    }

    get languages() {
      return ObjectFreeze(['en-US']);
    }
  }
  nano.Navigator = nano.finish(Navigator);
  nano.navigator = ObjectCreate(Navigator.prototype);
}
