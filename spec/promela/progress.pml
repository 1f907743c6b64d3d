/*
 * Progress in the corrected profile: one request, from Tx_req to a block that is final. NODE.Request, Endorse, CUT, Propose,
 * Ack, Timeout, Term. Everybody keeps to the rules; hospital 3 and one of the two management nodes may stop at any time,
 * and LOSSES messages get lost. A timeout is longer than it takes to deliver what is on its way: it passes when nobody has
 * anything else to do. The leader of term t is the management node t mod 2.
 *
 *   NO_GIVE_UP  without NODE.Timeout (E-CRASH)      NO_FORWARD  without NODE.Timeout.4
 *   NO_CLOCK    NODE.Timeout.2 counts terms and does not look at the time since the last block
 *   HALF        two hospitals may stop: there is no quorum
 *   NO_FAIRNESS is no macro: the same without weak fairness, in which a node may do nothing for ever
 *
 * Bounds: 4 hospitals, Q = 3, threshold 1, 2 management nodes, terms below TERMS, LOSSES = 1.
 */
#define H 4
#define Q 3
#define THRESHOLD 1
#define TERMS 5
#ifndef LOSSES
#define LOSSES 1
#endif
#define ALL 15
#define SIZE(s) ((s & 1) + ((s >> 1) & 1) + ((s >> 2) & 1) + ((s >> 3) & 1))
#define HAS(s, h) ((s) & (1 << (h)))
#define ADD(s, h) s = s | (1 << (h))
#define TAKE(s, h) s = s & (ALL - (1 << (h)))

/* Messages on their way, as sets of hospitals, to or from */
byte tx = ALL;                  /* Tx_req to hospitals */
byte endorsement[2];            /* E to a management node */
byte proposal[TERMS];           /* Proposal of a term to hospitals */
byte ack[TERMS];                /* Ack of a term to its leader */
byte giveup[TERMS];             /* GiveUp to the leader of the term */
bit vote[TERMS * H];            /* whether that has a vote */

bit final;                      /* a leader has Q acknowledgements */
byte alarm;                     /* hospitals at which a timeout has passed */
byte elapsed;                   /* timeouts since the last block */
bit mn_down;
byte losses = LOSSES;

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
  :: atomic { HAS(alarm, h) -> TAKE(alarm, h);                          /* NODE.Timeout */
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
  :: h >= 2 -> break
#else
  :: h == 3 -> printf("HN-4 stops\n"); break
#endif
  od
}

proctype Management(byte i) {
  byte endorsed, said[TERMS], acks, h, t;
  bit open;                     /* a proposal is */
  byte open_term;
  bit choice;
end:
  do
  :: atomic { endorsement[i] != 0 ->                                    /* NODE.Endorse */
       endorsed = endorsed | endorsement[i]; endorsement[i] = 0 }
  :: atomic { i == 0 && !open && SIZE(endorsed) > THRESHOLD ->          /* CUT, term 0 */
       open = 1; open_term = 0; proposal[0] = ALL; printf("MN-1 proposes in term 0\n") }
  :: atomic { open && ack[open_term] != 0 && !final ->                  /* NODE.Ack */
       acks = acks | ack[open_term]; ack[open_term] = 0;
       if :: SIZE(acks) >= Q -> final = 1; printf("MN-%d has a quorum\n", i + 1) :: else fi }
  :: atomic { giveup[1] | giveup[2] | giveup[3] | giveup[4] ->
       t = 1;
       do :: t < TERMS && giveup[t] == 0 -> t++ :: else -> break od;
       if
       :: t % 2 == i ->         /* NODE.Term */
            said[t] = said[t] | giveup[t]; giveup[t] = 0;
            choice = (vote[t * H] && HAS(said[t], 0)) || (vote[t * H + 1] && HAS(said[t], 1)) || (vote[t * H + 2] && HAS(said[t], 2)) ||
                     (vote[t * H + 3] && HAS(said[t], 3));
            if
            :: SIZE(said[t]) >= Q && (!open || open_term < t) && (choice || SIZE(endorsed) > THRESHOLD) ->
                 open = 1; open_term = t; acks = 0; proposal[t] = ALL; printf("MN-%d proposes in term %d\n", i + 1, t)
            :: else
            fi
       :: else
       fi;
       t = 0; choice = 0 }
  :: atomic { !mn_down -> mn_down = 1; printf("MN-%d stops\n", i + 1); break }
  od
}

proctype Time() {
end:
  do
  :: atomic { timeout && !final && elapsed < TERMS -> elapsed++; alarm = ALL; printf("a timeout passes\n") }
  od
}

#define LOSE(s) atomic { losses > 0 && s != 0 -> select (h : 0 .. 3); if :: HAS(s, h) -> TAKE(s, h); losses--; printf("a message of or to HN-%d is lost\n", h + 1) :: else fi; h = 0 }

proctype Network() {
  byte h;
end:
  do
  :: LOSE(tx)
  :: LOSE(endorsement[0])
  :: LOSE(endorsement[1])
  :: LOSE(proposal[0])
  :: LOSE(proposal[1])
  :: LOSE(ack[0])
  :: LOSE(ack[1])
  :: LOSE(giveup[1])
  :: LOSE(giveup[2])
  :: break
  od
}

init {
  atomic { run Hospital(0); run Hospital(1); run Hospital(2); run Hospital(3); run Management(0); run Management(1); run Time(); run Network() }
}

ltl progress { <> final }
