/*
 * Finality in the corrected profile: PROP.Check, CHOICE, NODE.Timeout, COMMIT.Check, BLOCK.C1 and C2.
 *
 * Management nodes lie: of each term they propose what they like to whom they like, with any NewTerm that were ever signed,
 * and keep and repeat every message. Hospitals keep to the rules, but LIARS of them, who sign everything; they may stop,
 * and give up a leader at any time and for any later term.
 * A block of number n is (n, its predecessor, one of 2 values): what its h says.
 *
 * Controls, each one rule less:
 *   Q=2               half of the hospitals      NO_CHOICE       PROP.C8
 *   H=3 Q=2           a mere majority            NO_TERMS        PROP.C6: any number of NewTerm, none too
 *   ACK_TWICE         PROP.C5                    OLD_TERM        PROP.C4
 *   AMNESIA           a hospital that comes back has forgotten its vote: not the assumption of the Statement
 *   LIARS=1           one hospital lies: 3Q > 2H + 2 does not hold for H = 4, Q = 3
 *   NUM_UNSIGNED      (NUMS=2) Ack does not say num, and h_B is the value alone
 *   NEWTERM_UNSIGNED  (NUMS=2) NewTerm does not say num
 *
 *   WALK              (NUMS=2, H=4) for simulation: prints each step that is tried, and the state after it (README.md, Walks)
 *
 * Bounds: H hospitals, NUMS numbers, terms 0 to TERMS - 1, 2 values.
 */
#ifndef H
#define H 4
#endif
#ifndef Q
#define Q 3
#endif
#ifndef LIARS
#define LIARS 0
#endif
#ifndef NUMS
#define NUMS 1
#endif
#ifndef TERMS
#define TERMS 3
#endif
#define SETS (1 << H)
#define LYING ((1 << LIARS) - 1)        /* the first hospitals lie */

typedef Hospital {
  byte num;                     /* height + 1, counted from 0 */
  bit last;                     /* the value of the last block */
  byte term;
  byte vote;                    /* 0 none, or 1 + 2 * term + value */
};
typedef Acks { byte by; };      /* set of hospitals */
typedef Said { byte what; };    /* NewTerm: 0 unsaid, 1 without vote, 2 + 2 * term + value */

Hospital hospital[H];
Acks ack[NUMS * 2 * TERMS * 2];         /* by num, predecessor, term, value */
Said newterm[NUMS * TERMS * H];         /* by num, term, hospital */
byte final[NUMS];               /* ghost: 0 none, 1 + 2 * predecessor + value */

#define ACK(n, p, t, v) ack[((n * 2 + p) * TERMS + t) * 2 + v].by
#define SAID(n, t, h) newterm[(n * TERMS + t) * H + h].what
#define SIZE(s) ((s & 1) + ((s >> 1) & 1) + ((s >> 2) & 1) + ((s >> 3) & 1))

/* What a Commit shows of value v in term t: the acknowledgements that it can carry */
#if defined(NUM_UNSIGNED) && NUMS == 2
#define SHOWN(n, p, t, v) (ACK(0, 0, t, v) | ACK(1, 0, t, v) | ACK(1, 1, t, v) | LYING)
#else
#define SHOWN(n, p, t, v) (ACK(n, p, t, v) | LYING)
#endif
#if defined(NEWTERM_UNSIGNED) && NUMS == 2
#define HEARD(n, t, h) (SAID(n, t, h) != 0 -> SAID(n, t, h) : SAID(0, t, h))
#else
#define HEARD(n, t, h) SAID(n, t, h)
#endif

/* Walks. The check that refuses, in the order of the tables: its number, or 0. */
#ifdef WALK
#define TRY(...) printf(__VA_ARGS__)
#define STATE(h) hospital[h].num, hospital[h].last, hospital[h].term, hospital[h].vote
#define DONE printf("= %d%d%d%d %d%d%d%d %d%d%d%d %d%d%d%d %d%d\n", STATE(0), STATE(1), STATE(2), STATE(3), final[0], final[1])
#define WHY(x) x
#define IS_NEXT(h, n, p) (n == hospital[h].num && p == hospital[h].last)
#define SAYS(k) ((HEARD(n, t, k) != 0) << k)
#define ALL_SAY (SAYS(0) | SAYS(1) | SAYS(2) | SAYS(3) | LYING)
#define OF(n, t, v) (ACK(n, 0, t, v) | ACK(n, 1, t, v))
#define ANY_ACK(v) (OF(0, 0, v) | OF(0, 1, v) | OF(0, 2, v) | OF(1, 0, v) | OF(1, 1, v) | OF(1, 2, v) | LYING)
#define WHY_COMMIT(h, n, p, t, v, other) (n != hospital[h].num -> 201 : (p != hospital[h].last -> 202 : \
  (SIZE(SHOWN(n, p, t, v)) >= Q -> 0 : (other && SIZE(ANY_ACK(v)) >= Q -> 402 : 401))))
#else
#define TRY(...) skip
#define DONE skip
#define WHY(x) skip
#define IS_NEXT(h, n, p) true
#endif

#ifdef WALK                     /* `select` would make late ones rare, and what can come of something is tried more often */
inline any_hospital(h) { if :: LIARS == 0 -> h = 0 :: h = 1 :: h = 2 :: h = 3 fi }
inline any_term(t) { if :: t = 0 :: t = 1 :: t = 2 fi }
inline later_term(t, h) { t = hospital[h].term; if :: t < TERMS - 1 -> t++ :: any_term(t) fi }
inline near_term(t, h) { t = hospital[h].term; if :: any_term(t) :: skip :: skip :: skip fi }
inline as_vote(v, h) { if :: hospital[h].vote > 0 -> v = (hospital[h].vote - 1) & 1 :: else fi }
inline any_value(v, t) { v = t & 1; if :: as_vote(v, 1) :: as_vote(v, 2) :: as_vote(v, 3) :: skip :: v = 1 - v fi }
inline any_block(n, p, t, v) {
  if
  :: SIZE(SHOWN(n, p, 0, 0)) >= Q -> t = 0; v = 0
  :: SIZE(SHOWN(n, p, 0, 1)) >= Q -> t = 0; v = 1
  :: SIZE(SHOWN(n, p, 1, 0)) >= Q -> t = 1; v = 0
  :: SIZE(SHOWN(n, p, 1, 1)) >= Q -> t = 1; v = 1
  :: SIZE(SHOWN(n, p, 2, 0)) >= Q -> t = 2; v = 0
  :: SIZE(SHOWN(n, p, 2, 1)) >= Q -> t = 2; v = 1
  :: any_term(t); any_value(v, t)
  fi
}
#define OFTEN rest++
#define RARE(x) rest > x -> rest = 0;
#define SELDOM(...) if :: skip :: skip :: skip :: skip :: skip :: __VA_ARGS__ fi
inline any_set(s) { if :: s = ALL_SAY :: s = ALL_SAY :: s = ALL_SAY :: s = 15 :: s = 14 :: s = 7 :: s = 11 :: s = 6 :: s = 0 fi }
inline any_lie(lie, t) { if :: lie = 1 :: lie = 2 :: lie = 3 :: lie = 2 * t :: lie = 2 * t + 1 :: lie = 2 * t + 2 fi }
#else
inline any_hospital(h) { select (h : LIARS .. H - 1) }
inline any_term(t) { select (t : 0 .. TERMS - 1) }
inline later_term(t, h) { any_term(t) }
inline near_term(t, h) { any_term(t) }
inline any_value(v, t) { select (v : 0 .. 1) }
inline any_block(n, p, t, v) { any_term(t); any_value(v, t) }
#define OFTEN skip
#define RARE(x)
#define SELDOM(...) skip
inline any_set(s) { select (s : 0 .. SETS - 1) }
inline any_lie(lie, t) { select (lie : 1 .. 2 * t + 2) }        /* the last is a vote of this term */
#endif

/* PROP.C6 to C8 for the NewTerm of the set s, in which those who lie say lie */
inline judge(n, t, s, lie, v) {
  d_step {
    k = 0; best = 0; enough = 1; count[0] = 0; count[1] = 0; WHY(why = 0);
    do
    :: k < H && (s & (1 << k)) ->
         said = ((LYING & (1 << k)) -> lie : HEARD(n, t, k));
         if
         :: said == 0 -> enough = 0                             /* not said: in a walk a signature of somebody else */
#ifdef WALK
              if
              :: why != 6 -> why = (n > 0 && SAID(0, t, k) != 0 -> 6 : 7)     /* or said of another number */
              :: else
              fi
#endif
         :: said >= 2 + 2 * t -> enough = 0; WHY(why = 6)       /* a vote of this term or later */
         :: else ->
              if
              :: said >= 2 && (said >> 1) > best -> best = said >> 1; count[0] = 0; count[1] = 0; count[(said - 2) & 1] = 1
              :: said >= 2 && (said >> 1) == best -> count[(said - 2) & 1]++
              :: else
              fi
         fi;
         k++
    :: k < H && !(s & (1 << k)) -> k++
    :: k == H -> break
    od;
#ifdef NO_TERMS
    allowed = enough;
#else
    allowed = enough && SIZE(s) >= Q;
    WHY(why = (SIZE(s) < Q -> 6 : why));
#endif
#ifndef NO_CHOICE
    if
    :: best > 0 && count[0] >= count[1] && v == 1 -> allowed = 0; WHY(why = (why == 0 -> 8 : why)) /* among equals the least */
    :: best > 0 && count[0] < count[1] && v == 0 -> allowed = 0; WHY(why = (why == 0 -> 8 : why))
    :: else
    fi;
#endif
    k = 0; best = 0; enough = 0; said = 0; count[0] = 0; count[1] = 0
  }
}

#ifdef OLD_TERM
#define C4(h, t) true
#else
#define C4(h, t) (t >= hospital[h].term)
#endif
#ifdef ACK_TWICE
#define C5(h, t) true
#else
#define C5(h, t) (hospital[h].vote == 0 || (hospital[h].vote - 1) / 2 < t)
#endif

active proctype Network() {
  byte h, n, t, s, lie;
  bit v, p;
  byte k, best, said;
  byte count[2];
  bit enough, allowed;
#ifdef WALK
  short why;
  byte rest;
  bit other;
#endif
end:
  do
  :: atomic {                   /* a hospital takes a Proposal: NODE.Propose */
       OFTEN;
       any_hospital(h);
       n = hospital[h].num;
       if
       :: n < NUMS ->
            p = hospital[h].last;
            near_term(t, h);
            any_value(v, t);
            if
            :: C4(h, t) && C5(h, t) ->
                 if
                 :: t == 0 -> allowed = 1; WHY(why = 0)
                 :: else ->
                      any_set(s);
#if LIARS > 0
                      any_lie(lie, t);
#else
                      lie = 0;
#endif
                      judge(n, t, s, lie, v)
                 fi;
#ifdef WALK
                 if
                 :: !allowed && why == 8 -> TRY("> propose %d %d %d %d %d %d 0\n", h, t, v, s, lie, why); DONE
                 :: !allowed && why != 8 -> SELDOM(TRY("> propose %d %d %d %d %d %d 0\n", h, t, v, s, lie, why); DONE)
                 :: allowed && !(ACK(n, p, t, v) & (1 << h)) ->
                      TRY("> propose %d %d %d %d %d 0 %d\n", h, t, v, s, lie, SIZE((SHOWN(n, p, t, v) | (1 << h))) >= Q)
                 :: else
                 fi;
#endif
                 if
                 :: allowed && !(ACK(n, p, t, v) & (1 << h)) ->
                      hospital[h].term = t;
                      hospital[h].vote = 1 + 2 * t + v;
                      ACK(n, p, t, v) = ACK(n, p, t, v) | (1 << h);
                      printf("HN-%d acknowledges block %d of number %d in term %d\n", h + 1, v, n + 1, t);
                      if
                      :: SIZE(SHOWN(n, p, t, v)) >= Q ->
                           printf("block %d of number %d is final\n", v, n + 1);
                           assert(final[n] == 0 || final[n] == 1 + 2 * p + v);  /* AGREEMENT */
                           final[n] = 1 + 2 * p + v
                      :: else
                      fi;
                      DONE
                 :: else
                 fi
            :: else -> SELDOM(
                 TRY("> propose %d %d %d 0 0 %d 0\n", h, t, v, (C4(h, t) -> 5 : 4));
                 DONE)
            fi
       :: else
       fi;
       h = 0; n = 0; p = 0; t = 0; v = 0; s = 0; lie = 0; allowed = 0 }
  :: atomic {                   /* a hospital gives up the leader: NODE.Timeout */
       RARE(3)
       any_hospital(h);
       n = hospital[h].num;
       later_term(t, h);
       if
       :: n < NUMS && t > hospital[h].term ->
            TRY("> giveup %d %d\n", h, t);
            SAID(n, t, h) = 1 + hospital[h].vote;
            hospital[h].term = t;
            printf("HN-%d gives up the leader of number %d for term %d, its vote being %d\n", h + 1, n + 1, t, hospital[h].vote);
            DONE
       :: else
       fi;
       h = 0; n = 0; t = 0 }
#if NUMS > 1
  :: atomic {                   /* a hospital takes a Commit: NODE.Commit */
       RARE(2)
       any_hospital(h);
       n = hospital[h].num;
#ifdef WALK                     /* of other numbers and predecessors, too, and with acknowledgements of other blocks */
       if :: n = 0 :: n = 1 :: n < NUMS :: n < NUMS :: n < NUMS fi;
       p = (n > 0 -> hospital[h].last : 0);
       if :: n == 1 -> p = 1 - p :: skip :: skip fi;
       any_block(n, p, t, v);
       if :: other = 0 :: other = 1 fi;
#ifdef NUM_UNSIGNED
       other = 1;
#endif
       why = WHY_COMMIT(h, n, p, t, v, other);
       if
       :: why == 0 -> TRY("> commit %d %d %d %d %d %d %d\n", h, n, p, t, v, other, why)
       :: else -> SELDOM(TRY("> commit %d %d %d %d %d %d %d\n", h, n, p, t, v, other, why); DONE)
       fi;
#endif
       if
       :: n < NUMS && IS_NEXT(h, n, p) ->
#ifndef WALK
            p = hospital[h].last;
            any_block(n, p, t, v);
#endif
            if
            :: SIZE(SHOWN(n, p, t, v)) >= Q ->
                 printf("HN-%d takes block %d for number %d\n", h + 1, v, n + 1);
                 assert(SIZE((ACK(n, p, t, v) | LYING)) >= Q);          /* AUTHENTIC: acknowledged as this number */
                 hospital[h].num = n + 1; hospital[h].last = v; hospital[h].term = 0; hospital[h].vote = 0;
                 DONE
            :: else
            fi
       :: else
       fi;
       h = 0; n = 0; p = 0; t = 0; v = 0 }
#endif
#if defined(AMNESIA) || defined(WALK)
  :: atomic {                   /* a hospital stops, and comes back */
       RARE(6)
       any_hospital(h);
       if
       :: hospital[h].vote != 0 ->
            TRY("> restart %d\n", h);
#ifdef AMNESIA
            hospital[h].vote = 0;
            printf("HN-%d forgets its vote\n", h + 1);
#endif
            DONE
       :: else
       fi;
       h = 0 }
#endif
  od
}
