/** A model, as the API lists it. */
interface Model {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  readonly created_at: string;
}

const model = (id: string, display_name: string, created_at: string): Model => ({
  type: 'model',
  id,
  display_name,
  created_at,
});

/**
 * Some models, the newest first. Only the list knows them: whoever asks for another one to answer
 * is answered all the same, since a client's own choice of model is not what is tested.
 * @see https://docs.claude.com/en/api/models-list
 */
const MODELS: readonly Model[] = [
  model('claude-opus-4-5-20251101', 'Claude Opus 4.5', '2025-11-24T00:00:00Z'),
  model('claude-haiku-4-5-20251001', 'Claude Haiku 4.5', '2025-10-15T00:00:00Z'),
  model('claude-sonnet-4-5-20250929', 'Claude Sonnet 4.5', '2025-09-29T00:00:00Z'),
];

/** One page of the list, by `limit`, `after_id` and `before_id`. */
export function listed(query: URLSearchParams): object {
  const after = MODELS.findIndex(({ id }) => id === query.get('after_id'));
  const before = MODELS.findIndex(({ id }) => id === query.get('before_id'));
  const rest = MODELS.slice(after + 1, before === -1 ? undefined : before);
  const limit = Math.min(Math.max(1, Number.parseInt(query.get('limit') ?? '20', 10) || 20), 1_000);
  const data = before === -1 ? rest.slice(0, limit) : rest.slice(-limit);
  return {
    data,
    has_more: data.length < rest.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

/** One model by its id, or by an id without its date; undefined where there is none. */
export const known = (id: string): Model | undefined =>
  MODELS.find((each) => each.id === id || each.id.replace(/-\d{8}$/, '') === id);
