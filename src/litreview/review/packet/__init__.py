"""A packet: what a stranger needs to recompute a review without `private/`, and the check that does so.

contents, values   what a packet holds, as JSON, with digests in place of abstracts
commitments        digests in place of sealed entries
archive            the zip, the same bytes each time, and bounded where it is a stranger's
group_stances      stances of interviewees who are counted with a group only
make, check
reader_copies, reader_texts   what a reader holds, compared with a packet: folder, register, full texts
"""

from litreview.review.packet.check import check_packet
from litreview.review.packet.contents import digest
from litreview.review.packet.group_stances import count_told
from litreview.review.packet.make import make_packet, open_sealed, sealed_codes

__all__ = ["check_packet", "count_told", "digest", "make_packet", "open_sealed", "sealed_codes"]
