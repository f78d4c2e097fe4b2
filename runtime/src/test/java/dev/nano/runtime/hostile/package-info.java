/** Apps that attack the runtime or the apps beside them, all served by one process. */
package dev.nano.runtime.hostile;
