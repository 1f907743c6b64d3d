/*
 * Progress in the corrected profile: one request, from Tx_req to a block that is final. NODE.Request, Endorse, CUT, Propose,
 * Ack, Timeout, Term. Everybody keeps to the rules; hospital 3 and one of the two management nodes may stop at any time,
 * and the messages of the author to two hospitals are lost, nothing else. A timeout is longer than it takes to deliver what is
 * on its way: it passes when nobody has
 * anything else to do. The leader of term t is the management node t mod 2.
 *
 *   NO_GIVE_UP  without NODE.Timeout (E-CRASH)      NO_FORWARD  without NODE.Timeout.4
 *   NO_CLOCK    NODE.Timeout.2 counts terms and does not look at the time since the last block
 *   HALF        two hospitals may stop: there is no quorum
 *
 * Bounds: 4 hospitals, Q = 3, threshold 1, 2 management nodes, terms below TERMS.
 */
#define H 4
#define Q 3
#define THRESHOLD 1
#define TERMS 5
#define ALL 15
#define IDLE(i) (stopped[i] || endorsement[i] == 0)
#define QUIET (((tx | proposal[0] | proposal[1] | proposal[2] | proposal[3] | proposal[4] | expired) & live) == 0 && IDLE(0) && IDLE(1) && \
  (stopped[0] || (ack[0] | ack[2] | ack[4] | giveup[2] | giveup[4]) == 0) && (stopped[1] || (ack[1] | ack[3] | giveup[1] | giveup[3]) == 0))
#define SIZE(s) ((s & 1) + ((s >> 1) & 1) + ((s >> 2) & 1) + ((s >> 3) & 1))
#define HAS(s, h) ((s) & (1 << (h)))
#define ADD(s, h) s = s | (1 << (h))
#define TAKE(s, h) s = s & (ALL - (1 << (h)))

/* Messages on their way, as sets of hospitals, to or from */
byte tx = 3;                    /* Tx_req to hospitals: the author reaches threshold + 1 of them alone */
byte endorsement[2];            /* E to a management node */
byte proposal[TERMS];           /* Proposal of a term to hospitals */
byte ack[TERMS];                /* Ack of a term to its leader */
byte giveup[TERMS];             /* GiveUp to the leader of the term */
bit vote[TERMS * H];            /* whether that has a vote */

bit final;                      /* a leader has Q acknowledgements */
byte expired;                     /* hospitals at which a timeout has passed */
byte elapsed;                   /* timeouts since the last block */
byte live = ALL;                /* hospitals that have not stopped */
bit stopped[2];                 /* management nodes that have */

#ifdef NO_CLOCK
#define TERM(t) (t + 1)
#else
#define TERM(t) (t + 1 > elapsed -> t + 1 : elapsed)
#endif

proctype Hospital(byte h) {
  bit pending, voted;
  byte term, t, voted_in;
end:
  do
  :: atomic { HAS(tx, h) -> TAKE(tx, h);                                /* NODE.Request */
       if
       :: !pending -> pending = 1; ADD(endorsement[0], h); ADD(endorsement[1], h); printf("HN-%d endorses\n", h + 1)
       :: else
       fi }
  :: atomic { HAS(proposal[0] | proposal[1] | proposal[2] | proposal[3] | proposal[4], h) ->       /* NODE.Propose */
       t = 0;
       do :: t < TERMS && !HAS(proposal[t], h) -> t++ :: else -> break od;
       TAKE(proposal[t], h);
       if
       :: t >= term && (!voted || voted_in < t) ->
            term = t; voted = 1; voted_in = t; ADD(ack[t], h); printf("HN-%d acknowledges in term %d\n", h + 1, t)
       :: else
       fi;
       t = 0 }
#ifndef NO_GIVE_UP
  :: atomic { HAS(expired, h) -> TAKE(expired, h);                          /* NODE.Timeout */
       if
       :: pending && TERM(term) < TERMS ->
            term = TERM(term);
            vote[term * H + h] = voted;
            ADD(giveup[term], h);
#ifndef NO_FORWARD
            tx = ALL;
#endif
            printf("HN-%d gives up the leader for term %d\n", h + 1, term)
       :: else
       fi }
#endif
#ifdef HALF
  :: atomic { h >= 2 -> TAKE(live, h); break }
#else
  :: atomic { h == 3 -> TAKE(live, h); printf("HN-4 stops\n"); break }
#endif
  od
}

proctype Management(byte i) {
  byte endorsed, said[TERMS], acks, t;
  bit open;                     /* a proposal is */
  byte open_term;
  bit choice;
end:
  do
  :: atomic { endorsement[i] != 0 ->                                    /* NODE.Endorse */
       endorsed = endorsed | endorsement[i]; endorsement[i] = 0;
       if
       :: i == 0 && !open && SIZE(endorsed) > THRESHOLD ->              /* CUT, term 0 */
            open = 1; open_term = 0; proposal[0] = ALL; printf("MN-1 proposes in term 0\n")
       :: else
       fi }
  :: atomic { (i == 0 && (ack[0] | ack[2] | ack[4])) || (i == 1 && (ack[1] | ack[3])) ->        /* NODE.Ack */
       t = i;
       do :: ack[t] == 0 -> t = t + 2 :: else -> break od;
       if :: open && open_term == t -> acks = acks | ack[t] :: else fi;
       ack[t] = 0;
       t = 0;
       if :: SIZE(acks) >= Q && !final -> final = 1; printf("MN-%d has a quorum\n", i + 1) :: else fi }
  :: atomic { (i == 0 && (giveup[2] | giveup[4])) || (i == 1 && (giveup[1] | giveup[3])) ->     /* NODE.Term */
       t = 2 - i;
       do :: giveup[t] == 0 -> t = t + 2 :: else -> break od;
       said[t] = said[t] | giveup[t]; giveup[t] = 0;
       choice = (vote[t * H] && HAS(said[t], 0)) || (vote[t * H + 1] && HAS(said[t], 1)) || (vote[t * H + 2] && HAS(said[t], 2)) ||
                (vote[t * H + 3] && HAS(said[t], 3));
       if
       :: SIZE(said[t]) >= Q && (!open || open_term < t) && (choice || SIZE(endorsed) > THRESHOLD) ->
            open = 1; open_term = t; acks = 0; proposal[t] = ALL; printf("MN-%d proposes in term %d\n", i + 1, t)
       :: else
       fi;
       t = 0; choice = 0 }
  :: atomic { !stopped[1 - i] -> stopped[i] = 1; printf("MN-%d stops\n", i + 1); break }
  od
}

proctype Time() {
end:
  do
  :: atomic { QUIET && !final && elapsed < TERMS -> elapsed++; expired = ALL; printf("a timeout passes\n") }
  od
}

init {
  atomic { run Hospital(0); run Hospital(1); run Hospital(2); run Hospital(3); run Management(0); run Management(1); run Time() }
}

/* Of every run, however the nodes take turns: all runs within the bounds end, so weak fairness is no assumption here. */
ltl progress { <> final }
