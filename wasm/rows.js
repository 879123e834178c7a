// Rows of the C interface as the objects that the program writes as JSON.

const dimensions = ['activation', 'valence', 'dominance'];
const orNull = (value) => (Number.isNaN(value) ? null : value);

/** Reads rows and frees them: { segments, warnings, duration_s }. `facts`: { categories, embedding, raw }. */
export function takeRows(instance, rows, facts) {
  const get = (name, ...place) => instance.call(`affectus_rows_${name}`, rows, ...place);
  const valuesOf = (name, suffix, row) => dimensions.map((one, index) => [one + suffix, orNull(get(name, row, index))]);
  try {
    const size = facts.embedding ? get('embedding_size') >>> 0 : 0;
    const segments = Array.from({ length: get('count') >>> 0 }, (_, row) => {
      const deviations = valuesOf('deviation', '_sd', row);
      return {
        start_s: get('start_s', row),
        end_s: get('end_s', row),
        speech: orNull(get('speech', row)),
        ...Object.fromEntries(valuesOf('dimension', '', row)),
        ...(deviations.some(([, value]) => value !== null) ? Object.fromEntries(deviations) : {}),
        ...(facts.raw ? Object.fromEntries(valuesOf('dimension_raw', '_raw', row)) : {}),
        familiarity: orNull(get('familiarity', row)),
        categories:
          facts.categories.length === 0
            ? null
            : Object.fromEntries(facts.categories.map((name, index) => [name, orNull(get('category', row, index))])),
        embedding: size > 0 ? instance.floats(get('embedding', row), size) : null,
        warnings: instance.warnings(get('warnings', row)),
      };
    });
    return { segments, warnings: instance.warnings(get('recording_warnings')), duration_s: get('duration_s') };
  } finally {
    instance.call('affectus_rows_free', rows);
  }
}

/** Each dimension averaged over speech: rows weigh their length times their speech or, if none has speech, their length. */
export function summaryOf(segments) {
  const average = (name) => {
    const rows = segments.filter((row) => row[name] !== null);
    for (const weight of [(row) => Math.max(row.end_s - row.start_s, 0) * row.speech, (row) => Math.max(row.end_s - row.start_s, 0), () => 1]) {
      const total = rows.reduce((sum, row) => sum + weight(row), 0);
      if (total > 0) return rows.reduce((sum, row) => sum + weight(row) * row[name], 0) / total;
    }
    return null;
  };
  return Object.fromEntries(dimensions.map((name) => [name, average(name)]));
}
