/** The client's end of a connection, or of a datagram. */
export interface End {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

/** Which of several clients it is that has this end; undefined where that cannot be told. */
export type OwnerOf = (end: End) => number | undefined;
