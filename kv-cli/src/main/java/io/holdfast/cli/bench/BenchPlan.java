package io.holdfast.cli.bench;

import io.holdfast.cli.bench.load.LoadOptions;
import io.holdfast.cli.bench.load.Row;
import java.time.Duration;
import java.util.List;

/**
 * What is to be measured.
 *
 * @param warmUp of each server in each row, not counted
 * @param round length of one
 * @param rounds of each server in each row
 * @param startKeys keys that a server has when it is killed and must recover
 */
record BenchPlan(
    List<Row> rows, Duration warmUp, Duration round, int rounds, LoadOptions load, int startKeys) {}
