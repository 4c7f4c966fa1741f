/**
 * What every store must do, as tests in groups; {@link io.holdfast.testkit.KeyValueStoreContract}
 * puts them together.
 */
@NullMarked
package io.holdfast.testkit.contract;

import org.jspecify.annotations.NullMarked;
