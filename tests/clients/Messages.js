// Messages.js
import { graphql, useLazyLoadQuery, usePaginationFragment } from "react-relay";

export function useMessages(thread) {
  const { thread: shown } = useLazyLoadQuery(
    graphql`
      query MessagesQuery($thread: ID!) {
        thread(id: $thread) { ...Messages_thread }
      }
    `,
    { thread },
  );
  return usePaginationFragment(
    graphql`
      fragment Messages_thread on Thread
      @argumentDefinitions(first: { type: "Int", defaultValue: 3 }, after: { type: "String" })
      @refetchable(queryName: "MessagesPageQuery") {
        messages(first: $first, after: $after) @connection(key: "Messages_messages") {
          edges { node { id number body author { name } } }
        }
      }
    `,
    shown,
  ); // data, loadNext, hasNext, isLoadingNext…
}
