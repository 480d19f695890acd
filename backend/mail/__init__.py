"""Mail: letters are queued with the change that causes them; a follower sends them."""
