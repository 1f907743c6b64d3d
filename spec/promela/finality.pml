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

/* PROP.C6 to C8 for the NewTerm of the set s, in which those who lie say lie */
inline judge(n, t, s, lie, v) {
  d_step {
    k = 0; best = 0; enough = 1; count[0] = 0; count[1] = 0;
    do
    :: k < H && (s & (1 << k)) ->
         said = ((LYING & (1 << k)) -> lie : HEARD(n, t, k));
         if
         :: said == 0 || said >= 2 + 2 * t -> enough = 0        /* not said, or a vote of this term or later */
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
#endif
#ifndef NO_CHOICE
    if
    :: best > 0 && count[0] >= count[1] && v == 1 -> allowed = 0        /* among equals the least */
    :: best > 0 && count[0] < count[1] && v == 0 -> allowed = 0
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
end:
  do
  :: atomic {                   /* a hospital takes a Proposal: NODE.Propose */
       select (h : LIARS .. H - 1);
       n = hospital[h].num;
       if
       :: n < NUMS ->
            p = hospital[h].last;
            select (t : 0 .. TERMS - 1);
            select (v : 0 .. 1);
            if
            :: C4(h, t) && C5(h, t) ->
                 if
                 :: t == 0 -> allowed = 1
                 :: else ->
                      select (s : 0 .. SETS - 1);
#if LIARS > 0
                      select (lie : 1 .. 2 * t + 1);
#else
                      lie = 0;
#endif
                      judge(n, t, s, lie, v)
                 fi;
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
                      fi
                 :: else
                 fi
            :: else
            fi
       :: else
       fi;
       h = 0; n = 0; p = 0; t = 0; v = 0; s = 0; lie = 0; allowed = 0 }
  :: atomic {                   /* a hospital gives up the leader: NODE.Timeout */
       select (h : LIARS .. H - 1);
       n = hospital[h].num;
       select (t : 1 .. TERMS - 1);
       if
       :: n < NUMS && t > hospital[h].term ->
            SAID(n, t, h) = 1 + hospital[h].vote;
            hospital[h].term = t;
            printf("HN-%d gives up the leader of number %d for term %d, its vote being %d\n", h + 1, n + 1, t, hospital[h].vote)
       :: else
       fi;
       h = 0; n = 0; t = 0 }
#if NUMS > 1
  :: atomic {                   /* a hospital takes a Commit: NODE.Commit */
       select (h : LIARS .. H - 1);
       n = hospital[h].num;
       if
       :: n < NUMS ->
            p = hospital[h].last;
            select (t : 0 .. TERMS - 1);
            select (v : 0 .. 1);
            if
            :: SIZE(SHOWN(n, p, t, v)) >= Q ->
                 printf("HN-%d takes block %d for number %d\n", h + 1, v, n + 1);
                 assert(SIZE((ACK(n, p, t, v) | LYING)) >= Q);          /* AUTHENTIC: acknowledged as this number */
                 hospital[h].num = n + 1; hospital[h].last = v; hospital[h].term = 0; hospital[h].vote = 0
            :: else
            fi
       :: else
       fi;
       h = 0; n = 0; p = 0; t = 0; v = 0 }
#endif
#ifdef AMNESIA
  :: atomic {
       select (h : LIARS .. H - 1);
       if
       :: hospital[h].vote != 0 -> hospital[h].vote = 0; printf("HN-%d forgets its vote\n", h + 1)
       :: else
       fi;
       h = 0 }
#endif
  od
}
