"""The seam between words and graph: one object per session that runs turns."""

from graphs.conversation.conversation import MAX_TRANSCRIPT_CHARACTERS, Conversation
from graphs.conversation.conversations import Conversations
from graphs.conversation.questions import Question
from graphs.conversation.reply import Reply
from graphs.conversation.thread import Message

__all__ = ["MAX_TRANSCRIPT_CHARACTERS", "Conversation", "Conversations", "Message", "Question", "Reply"]
