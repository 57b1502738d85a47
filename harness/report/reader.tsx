import { type Score, SLOTS } from '#core/corpus.ts';
import { classifier } from './classifier.ts';
import { Scroll } from './scroll.tsx';
import { counted } from './words.ts';

/**
 * How far the verdicts on messages can be trusted: what the classifier makes of messages whose
 * meaning is known, and above all of those that nobody has looked at while making it.
 */
export function Reader() {
  const { heldOut, known } = classifier();
  return (
    <section class="reader" aria-labelledby="reader">
      <h2 id="reader">How messages are read</h2>
      <p>
        What a client says is read by codes first, then by a reviewed lexicon. Of{' '}
        {counted(heldOut.messages, 'message')} from the field that were kept from whoever made the
        lexicon, it blames in {heldOut.agreed} exactly what a careful reader does. Put to the truth
        of each layer in turn, {counted(heldOut.tooKind, 'verdict')} of {heldOut.verdicts} would be
        too kind, and {heldOut.unjust} unjust. Of the {known.messages} messages that it was made
        with: {known.agreed}, {known.tooKind} and {known.unjust}.
      </p>
      <Confusion name="Held out" score={heldOut} />
      <details>
        <summary>The messages that the lexicon was made with</summary>
        <Confusion name="Known" score={known} />
      </details>
    </section>
  );
}

function Confusion({ name, score }: { readonly name: string; readonly score: Score }) {
  return (
    <Scroll name={`Confusion matrix: ${name.toLowerCase()}`}>
      <table>
        <caption>
          {name}: what a reader blames, in rows; what the classifier blames, in columns
        </caption>
        <thead>
          <tr>
            <th scope="col">blamed</th>
            {SLOTS.map((slot) => (
              <th key={slot} scope="col">
                {slot}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {SLOTS.map((meant) => (
            <tr key={meant}>
              <th scope="row">{meant}</th>
              {SLOTS.map((found) => {
                const count = score.confusion[meant][found];
                return (
                  <td key={found} class={count === 0 ? 'nought' : meant === found ? 'hit' : 'miss'}>
                    {count}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
