import { describe, expect, it } from 'vitest';
import { fakeModels } from '../../../testing/fake-store.ts';
import { chosenOf, toggled } from './panel.ts';

describe('the panel', () => {
  it('keeps at least one model and takes at most eight', () => {
    expect(toggled(['a'], 'a')).toEqual(['a']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    const eight = ['1', '2', '3', '4', '5', '6', '7', '8'];
    expect(toggled(eight, '9')).toEqual(eight);
  });

  it('forgets models that can no longer be asked', () => {
    expect(chosenOf(fakeModels, ['openai/gpt-5.5', 'gone/model'])).toEqual(['openai/gpt-5.5']);
    expect(chosenOf(fakeModels, ['gone/model'])).toBeNull();
    expect(chosenOf(fakeModels, null)).toBeNull();
  });
});
