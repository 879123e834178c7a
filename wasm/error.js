/** What every failure of the package is. `code` is a name that the program and the other libraries use too: "invalid_argument", "not_found", ... */
export class AffectusError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'AffectusError';
    this.code = code;
  }
}
