import { defineAct } from '#core/fault.ts';

/**
 * The store is good JSON, and every field in it is of another type.
 *
 * Another version of the same program, a script that wrote the file by hand, a migration. Clients
 * check that a field is there and not what it is, and fail far from the file: on a number that has
 * no `startsWith`, on scopes that are no list.
 * @see RFC 8259, section 3, on what JSON does not promise
 */
export const storeWrongTypes = defineAct({
  name: 'store-wrong-types',
  layer: 'store',
  deed: () => 'wrong-types',
});
