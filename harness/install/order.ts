import { basename } from 'node:path';

/** One version of one package. */
export interface Order {
  readonly packageName: string;
  readonly version: string;
}

/** How far an installation is. `bytes` is what has been unpacked so far. */
export interface Progress {
  readonly phase: 'resolving' | 'downloading' | 'checking' | 'installed';
  /** A sentence for whoever waits. */
  readonly text: string;
  readonly bytes?: number;
}

export interface InstallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** `claude-code@2.1.329`: how a user writes it. */
export const label = ({ packageName, version }: Order) => `${basename(packageName)}@${version}`;
