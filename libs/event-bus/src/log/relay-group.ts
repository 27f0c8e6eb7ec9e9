/** The consumer group that ships the log tables to Kafka. */
export const relayGroup = 'rapport.relay';
